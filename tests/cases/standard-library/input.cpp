// Through the library's own code, as it is installed, to what it calls back.
#include <algorithm>
#include <any>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <ranges>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>
int sink(int);
struct Key {
    int k;
    bool operator<(const Key &o) const { return sink(k) < o.k; }
    bool operator==(const Key &o) const { return sink(k) == o.k; }
};
template <> struct std::hash<Key> {
    size_t operator()(const Key &k) const { return sink(k.k); }
};
struct Item {
    Item(int) { sink(1); }
    Item(const Item &) { sink(2); }
    Item(Item &&) noexcept { sink(3); }
    ~Item() { sink(4); }
    int method() const { return sink(5); }
};
std::ostream &operator<<(std::ostream &s, const Item &) { sink(6); return s; }
struct Deleter {
    void operator()(int *p) const { sink(*p); }
};
struct Visitor {
    int operator()(int x) { return sink(x); }
    int operator()(const Item &i) { return i.method(); }
};
void map_insert(std::map<Key, int> &m) { m[Key{1}] = 2; }
void hashed(std::unordered_map<Key, int> &m) { m.find(Key{1}); }
void vector_push(std::vector<Item> &v) { v.emplace_back(1); }
void vector_clear(std::vector<Item> &v) { v.clear(); }
void unique_deleter(int *p) { std::unique_ptr<int, Deleter> u(p); }
int variant_visit(std::variant<int, Item> &v) { return std::visit(Visitor{}, v); }
int tuple_apply() { return std::apply([](int a, const Item &i) { return a + i.method(); }, std::tuple<int, Item>(1, 2)); }
std::string streamed(const Item &i)
{
    std::ostringstream s;
    s << i;
    return s.str();
}
int accumulated(std::vector<Item> &v)
{
    return std::accumulate(v.begin(), v.end(), 0, [](int n, const Item &i) { return n + i.method(); });
}
void optional_reset(std::optional<Item> &o) { o.reset(); }
void any_holds(std::any &a) { a = Item(1); }
int ranged(std::vector<int> &v)
{
    int n = 0;
    for (int x : v | std::views::transform([](int x) { return sink(x); }))
        n += x;
    return n;
}
void set_erase(std::set<Key> &s) { s.erase(Key{1}); }
