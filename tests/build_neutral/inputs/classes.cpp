// A C++ unit with templates, virtual methods, lambdas and globals.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct Shape {
    virtual ~Shape() = default;
    virtual double area() const = 0;
};
struct Square : Shape {
    double side;
    explicit Square(double s) : side(s) {}
    double area() const override { return side * side; }
};
static std::map<std::string, std::function<std::unique_ptr<Shape>(double)>> makers = {
    {"square", [](double s) { return std::make_unique<Square>(s); }},
};
double total(const std::vector<std::string> &names) {
    double sum = 0;
    for (const auto &name : names)
        sum += makers.at(name)(2)->area();
    return sum;
}
int main() { return static_cast<int>(total({"square", "square"})); }
