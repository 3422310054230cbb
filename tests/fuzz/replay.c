/* Runs a fuzz target over files given on the command line, for compilers
 * without libFuzzer and for the tests. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int count, char **paths) {
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(paths[i], "rb");
        if (!file) {
            perror(paths[i]);
            return 1;
        }
        static uint8_t bytes[1 << 20];
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        /* Its own allocation, so that reading past the end is noticed. */
        uint8_t *copy = malloc(size ? size : 1);
        for (size_t j = 0; j < size; j++)
            copy[j] = bytes[j];
        LLVMFuzzerTestOneInput(copy, size);
        free(copy);
    }
    printf("%d inputs\n", count - 1);
    return 0;
}
