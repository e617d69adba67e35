#!/usr/bin/env python3
"""Trains a Fashion-MNIST task as `slalom train` does, with PyTorch: the same net, initialization, split, batch size,
optimizer and schedule; the random numbers are PyTorch's own. Needs Debian's python3-torch and dataset-fashion-mnist.
Usage: accuracy.py TASK RATE EPOCHS SEED...; prints a line "TASK seed N: validation V %, test T %, SECONDS s" for each."""
import gzip
import math
import os
import sys
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn

FOLDER, BATCH, VALIDATION = "/usr/share/datasets/fashion-mnist", 128, 5000


def read(part):
    def bytes_of(name, header):
        with gzip.open(f"{FOLDER}/{part}-{name}-ubyte.gz") as file:
            return numpy.frombuffer(file.read(), numpy.uint8, offset=header)
    images = bytes_of("images-idx3", 16).astype(numpy.float32).reshape(-1, 1, 28, 28) / 255
    return torch.from_numpy(images), torch.from_numpy(bytes_of("labels-idx1", 8).astype(numpy.int64))


def start(net, deviation, bias):
    """DeepOBS: normal weights of that deviation, those beyond two of them drawn again."""
    for module in net:
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            if deviation > 0:
                nn.init.trunc_normal_(module.weight, 0.0, deviation, -2 * deviation, 2 * deviation)
            else:
                nn.init.zeros_(module.weight)
            nn.init.constant_(module.bias, bias)
    return net


def logreg():
    return start(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), 0, 0)


def mlp():
    return start(nn.Sequential(nn.Flatten(), nn.Linear(784, 1000), nn.ReLU(), nn.Linear(1000, 500), nn.ReLU(),
                               nn.Linear(500, 100), nn.ReLU(), nn.Linear(100, 10)), 0.03, 0)


def two_convolutions():
    return start(nn.Sequential(nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
                               nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                               nn.Linear(3136, 1024), nn.ReLU(), nn.Linear(1024, 10)), 0.05, 0.05)


NETS = {"fmnist-logreg": logreg, "fmnist-mlp": mlp, "fmnist-2c2d": two_convolutions}


def accuracy(net, images, labels):
    with torch.no_grad():
        right = sum(int((net(images[i:i + 500]).argmax(1) == labels[i:i + 500]).sum()) for i in range(0, len(labels), 500))
    return 100 * right / len(labels)


def train(name, rate, epochs, seed, data, test):
    torch.manual_seed(seed)
    net = NETS[name]()
    adam = torch.optim.Adam(net.parameters(), lr=rate)
    images, labels = data[0][:-VALIDATION], data[1][:-VALIDATION]
    each = len(labels) // BATCH
    cosine = torch.optim.lr_scheduler.LambdaLR(adam, lambda t: 0.5 * (1 + math.cos(math.pi * t / (epochs * each))))
    begin = time.perf_counter()
    for _ in range(epochs):
        order = torch.randperm(len(labels))
        for i in range(each):
            which = order[i * BATCH:(i + 1) * BATCH]
            adam.zero_grad()
            F.cross_entropy(net(images[which]), labels[which]).backward()
            adam.step()
            cosine.step()
    print(f"{name} seed {seed}: validation {accuracy(net, data[0][-VALIDATION:], data[1][-VALIDATION:]):.2f} %, "
          f"test {accuracy(net, *test):.2f} %, {time.perf_counter() - begin:.0f} s", flush=True)


def main():
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    data, test = read("train"), read("t10k")
    for seed in sys.argv[4:]:
        train(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(seed), data, test)


main()
