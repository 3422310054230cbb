template <typename T>
int scaled(T *value);
struct Holder {
    template <typename T>
    int held(T value);
};
template <int N>
int chosen(int value);
int user(Holder &holder) {
    float value = 0;
    return scaled(&value) + holder.held(1) + chosen<3>(1);
}
