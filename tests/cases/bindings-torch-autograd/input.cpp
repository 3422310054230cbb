namespace torch::autograd {
struct Context {};
// As torch/csrc/autograd/custom_function.h: the node that calls backward is handed to the engine.
template <class T> struct Function {
    template <typename X = T, class... Arguments> static int apply(Arguments... arguments)
    {
        Context context;
        return X::forward(&context, arguments...);
    }
};
} // namespace torch::autograd
namespace other {
template <class T> struct Function {
    static int apply() { return 0; }
};
} // namespace other
int inner();
int gradient();
struct Scale : torch::autograd::Function<Scale> {
    static int forward(torch::autograd::Context *, int n) { return inner() + n; }
    static int backward(torch::autograd::Context *, int n) { return gradient() + n; }
};
struct Unused : torch::autograd::Function<Unused> {
    static int forward(torch::autograd::Context *) { return 0; }
    static int backward(torch::autograd::Context *) { return gradient(); }
};
struct Alike : other::Function<Alike> {
    static int backward() { return gradient(); }
};
int scale(int n) { return Scale::apply(n); }
int alike() { return Alike::apply(); }
