// How values go within and between functions: copies, elements, derived ones.
#include <optional>
#include <tuple>
#include <vector>
struct Params {
    float scale, log_scale;
    int left;
};
int limit;
float half(float x) { return x / 2; }
std::tuple<int, int> pair_of(int a, int b) { return std::make_tuple(a, b); }
void give(int n, int &out) { out = n; }
void fill(Params &params, float scale)
{
    params.scale = scale;
    params.log_scale = scale * 1.44f;
}
float run(float scale, std::optional<int> size, std::vector<int> dims, int n)
{
    Params params;
    fill(params, half(scale));
    int count = size.value();
    int first = dims[0];
    auto [low, high] = pair_of(count, first);
    int taken;
    give(n, taken);
    int &alias = limit;
    alias = low;
    params.left = static_cast<int>(high);
    Params copy{.scale = params.log_scale, .left = taken};
    auto twice = [](int x) { return x + x; };
    auto add = [&, more = first](int y) { return y + n + more; };
    int a = twice(first), b = twice(count);
    n = a;
    return add(b) + copy.scale + n;
}
int before(int flag, int n)
{
    int seen = n;
    if (flag)
        n = 7;
    return seen;
}
struct Tensor {
    int *data;
    Tensor(const Tensor &);
};
std::vector<Tensor> both(Tensor a, Tensor b) { return {a, b}; }
