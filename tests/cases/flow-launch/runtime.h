#pragma GCC system_header
struct cudaDeviceProp {
    int major, minor, multiProcessorCount;
};
enum cudaDeviceAttr { cudaDevAttrMultiProcessorCount = 16 };
extern "C" cudaError_t cudaGetDeviceProperties(cudaDeviceProp *properties, int device);
extern "C" cudaError_t cudaDeviceGetAttribute(int *value, cudaDeviceAttr attribute, int device);
