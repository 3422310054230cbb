#define FUNCTION(name) \
    int name(int x)    \
    {                  \
        return sink(x); \
    }
inline int in_header(int x)
{
    return sink(x);
}
