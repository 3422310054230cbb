int primary_called(int);
int partial_called(int);
int full_called(int);
int member_called(int);
template <class T> struct Worker {
    int run() { return primary_called(1); }
    int other() { return primary_called(2); }
};
template <class T> struct Worker<T *> {
    int run() { return partial_called(1); }
};
template <> struct Worker<void> {
    int run() { return full_called(1); }
};
template <> int Worker<char>::other() { return member_called(1); }
template <class T> int function(T) { return primary_called(3); }
template <> int function<char>(char) { return full_called(3); }
template <class T> int overload(T) { return primary_called(4); }
template <class T> int overload(T *) { return partial_called(4); }
template <class T> int call() { return Worker<T>().run(); }
int use()
{
    return call<int>() + call<int *>() + call<void>() + Worker<char>().other() + function(1) + function('a')
         + overload(1) + overload((int *)0);
}
