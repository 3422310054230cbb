// A C++ unit whose compile is mostly templates: nlohmann's json, <regex>,
// <variant>, <unordered_map>, streams. scripts/bench measures the
// plugin's cost on it.
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <sstream>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace shop {

struct Article {
    std::string name;
    double price = 0;
    std::vector<std::string> tags;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Article, name, price, tags)

struct Order {
    int number = 0;
    std::vector<Article> articles;
    std::map<std::string, std::string> notes;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, number, articles, notes)

struct Added {
    Order order;
};
struct Removed {
    int number;
};
struct Renamed {
    std::regex pattern;
    std::string replacement;
};
using Event = std::variant<Added, Removed, Renamed, std::string, nlohmann::json>;

template <class... F> struct Overloaded : F... {
    using F::operator()...;
};
template <class... F> Overloaded(F...) -> Overloaded<F...>;

class Store {
  public:
    void apply(const Event &event) {
        std::visit(Overloaded{
                       [this](const Added &e) { orders_[e.order.number] = e.order; },
                       [this](const Removed &e) { orders_.erase(e.number); },
                       [this](const Renamed &e) { rename(e.pattern, e.replacement); },
                       [this](const std::string &text) { apply(parse(text)); },
                       [this](const nlohmann::json &json) { apply(Added{json.get<Order>()}); },
                   },
                   event);
    }
    nlohmann::json dump() const {
        nlohmann::json result = nlohmann::json::array();
        for (const auto &[number, order] : orders_)
            result.push_back({{"number", number}, {"order", order}});
        return result;
    }
    std::optional<Order> find(const std::function<bool(const Order &)> &wanted) const {
        auto found =
            std::find_if(orders_.begin(), orders_.end(), [&](const auto &entry) { return wanted(entry.second); });
        return found == orders_.end() ? std::nullopt : std::optional<Order>(found->second);
    }

  private:
    static Event parse(const std::string &text) {
        static const std::regex removed(R"(remove\s+(\d+))"), renamed(R"(rename\s+(\S+)\s+(\S+))");
        std::smatch match;
        if (std::regex_match(text, match, removed))
            return Removed{std::stoi(match[1])};
        if (std::regex_match(text, match, renamed))
            return Renamed{std::regex(match[1].str()), match[2].str()};
        return nlohmann::json::parse(text);
    }
    void rename(const std::regex &pattern, const std::string &replacement) {
        for (auto &[number, order] : orders_)
            for (auto &article : order.articles)
                article.name = std::regex_replace(article.name, pattern, replacement);
    }
    std::unordered_map<int, Order> orders_;
};

} // namespace shop

int main(int argc, char **argv) {
    shop::Store store;
    for (int i = 1; i < argc; ++i)
        store.apply(std::string(argv[i]));
    std::cout << store.dump().dump(2) << '\n';
    std::ostringstream cbor;
    for (unsigned char byte : nlohmann::json::to_cbor(store.dump()))
        cbor << static_cast<int>(byte) << ' ';
    return store.find([](const shop::Order &order) { return order.articles.empty(); }) ? 1 : 0;
}
