#include <initializer_list>
namespace c10 {
struct TensorOptions {};
struct IntArrayRef {
    IntArrayRef(std::initializer_list<long>);
};
}
namespace at {
using c10::IntArrayRef;
using c10::TensorOptions;
struct Tensor {
    Tensor reshape(IntArrayRef sizes) const;
    long size(int dimension) const;
    const Tensor &mul_(double value) const;
};
Tensor empty(IntArrayRef sizes, TensorOptions options);
}
