/* SPDX-License-Identifier: MIT */
/* Feed stored inputs and simple mutations of them to a fuzz target, so that its invariants are tested without libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    size_t capacity = 1 << 16;
    uint8_t *data = malloc(capacity);
    *size = 0;
    for (size_t got;
         data && (got = fread(data + *size, 1, capacity - *size, file)) > 0;) {
        *size += got;
        if (*size == capacity)
            data = realloc(data, capacity *= 2);
    }
    fclose(file);
    return data;
}

/* An exact-size copy, so that a sanitizer sees a read past the end. */
static void feed(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

/* The input, its prefixes at 16 cuts, and 48 variants with a byte changed by a fixed pseudo-random stream. */
static void replay(uint8_t *data, size_t size)
{
    feed(data, size);
    for (size_t cut = 0; cut < 16; cut++)
        feed(data, size * cut / 16);
    uint32_t state = 2463534242u;
    for (int i = 0; i < 48 && size; i++) {
        state ^= state << 13, state ^= state >> 17, state ^= state << 5;
        size_t at = state % size;
        uint8_t kept = data[at];
        data[at] = (uint8_t)(state >> 24);
        feed(data, size);
        data[at] = kept;
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s CORPUS_DIRECTORY\n", argv[0]);
        return 2;
    }
    struct dirent **names;
    int count = scandir(argv[1], &names, NULL, alphasort);
    if (count < 0) {
        perror(argv[1]);
        return 1;
    }
    int fed = 0;
    for (int i = 0; i < count; i++) {
        char path[4096], name[256];
        snprintf(name, sizeof name, "%s", names[i]->d_name);
        free(names[i]);
        if (name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], name);
        size_t size;
        uint8_t *data = read_all(path, &size);
        if (!data) {
            perror(path);
            return 1;
        }
        replay(data, size);
        free(data);
        printf("ok %s\n", name);
        fed++;
    }
    free(names);
    return fed ? 0 : 1;
}
