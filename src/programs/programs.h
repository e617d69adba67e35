/* The subcommands. Each takes its own name as argv[0] and returns the exit code: 0 success, 1 a check or a
 * write failed, 2 bad usage or bad input. */
#ifndef PROGRAMS_PROGRAMS_H
#define PROGRAMS_PROGRAMS_H

int run_main(int argc, char **argv);
int sweep_main(int argc, char **argv);
int verify_main(int argc, char **argv);
int bench_main(int argc, char **argv);
int train_main(int argc, char **argv); /* where SLALOM_TRAINING */
int list_main(int argc, char **argv);
int view_main(int argc, char **argv);   /* where SLALOM_SCREEN */
int render_main(int argc, char **argv); /* where SLALOM_SCREEN */

#endif
