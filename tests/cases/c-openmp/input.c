int f(int);
int g(int);
int h(int);
void loop(int n, int *a)
{
#pragma omp parallel for num_threads(h(1)) if (g(2)) schedule(dynamic, h(3))
    for (int i = 0; i < n; i++)
        a[i] = f(i);
}
void tasks(int n)
{
#pragma omp parallel
#pragma omp single
    {
#pragma omp task
        f(n);
#pragma omp critical
        g(n);
    }
}
