int leaf(int);
template <typename T>
int scaled(T *value) {
    return leaf((int)*value);
}
template int scaled<float>(float *);
struct Holder {
    template <typename T>
    int held(T value);
};
template <typename T>
int Holder::held(T value) {
    return leaf((int)value);
}
template int Holder::held<int>(int);
