#include "network_pass.h"

#define REAL    float
#define NETWORK NetworkFloat
#define BATCH   BatchFloat
#define LOSS    network_loss_float_sse2
#include "network_pass.inc.h"
