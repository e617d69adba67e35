#include "network.h"

#define REAL    double
#define NETWORK NetworkDouble
#define BATCH   BatchDouble
#define LOSS    network_loss_double
#include "network.inc.h"

#include "network_pass.inc.h"
