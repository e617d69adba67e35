/* PyTorch's figures, from Debian's python3-torch where it is installed. */
#ifndef PROGRAMS_BENCH_TORCH_H
#define PROGRAMS_BENCH_TORCH_H

#include <stdbool.h>
#include <stddef.h>

/* Lets tests/oracle/speed.py measure `model` for about `seconds` on so many threads, at PyTorch's best
 * settings: OpenBLAS's OpenMP build and a malloc that keeps big blocks. False where there is no PyTorch:
 * `reason` says what is missing. */
bool bench_torch(const char *model, int threads, double seconds, double *figure, char *reason, size_t size);

#endif
