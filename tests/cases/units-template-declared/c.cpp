int leaf(int value) { return value; }
template <int N>
int chosen(int value);
template <>
int chosen<3>(int value) {
    return leaf(value);
}
