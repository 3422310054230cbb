// flags: -std=c++17
// C++: much of the standard library at once.
#include <algorithm>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <regex>
#include <sstream>
#include <thread>
#include <unordered_map>
#include <variant>

struct Shape { virtual ~Shape() = default; virtual double area() const = 0; };
struct Square : Shape { double side; explicit Square(double s) : side(s) {} double area() const override { return side * side; } };
template <class... F> struct overloaded : F... { using F::operator()...; };
template <class... F> overloaded(F...) -> overloaded<F...>;

static std::function<int(int)> make_adder(int n) { return [n](int a) { return a + n; }; }
static int twice(int a) { return 2 * a; }

int main() {
    std::map<std::string, std::vector<int>> groups;
    groups["a"].push_back(1);
    groups.emplace("b", std::vector<int>{1, 2});
    std::unordered_map<std::string, std::unique_ptr<Shape>> shapes;
    shapes["s"] = std::make_unique<Square>(2.0);
    auto shared = std::make_shared<Square>(3.0);
    std::variant<int, std::string, double> value = std::string("text");
    std::visit(overloaded{[](int i) { std::cout << i; }, [](const std::string &s) { std::cout << s; },
                          [](double d) { std::cout << d; }}, value);
    std::vector<int> numbers(10);
    std::iota(numbers.begin(), numbers.end(), 0);
    std::sort(numbers.begin(), numbers.end(), [](int a, int b) { return a > b; });
    std::transform(numbers.begin(), numbers.end(), numbers.begin(), twice);
    std::optional<std::string> maybe;
    if (!maybe)
        maybe.emplace("x");
    std::regex pattern("(a+)b?");
    std::smatch match;
    std::string text = "aab";
    if (std::regex_search(text, match, pattern))
        std::cout << match[1].str() << '\n';
    std::thread worker([&] { numbers.push_back(make_adder(2)(3)); });
    worker.join();
    auto later = std::async(std::launch::async, twice, 4);
    std::ostringstream stream;
    stream << later.get() << shared->area() << std::bind(twice, 3)();
    return static_cast<int>(stream.str().size() + groups.size());
}
