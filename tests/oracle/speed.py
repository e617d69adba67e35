#!/usr/bin/env python3
"""How fast PyTorch trains the models of `slalom bench speed --only training`, which starts this by itself.
Needs Debian's python3-torch. Usage: speed.py THREADS SECONDS MODEL...; prints a line "MODEL FIGURE" for each: samples or
tokens per second, or seconds for the passes of logistic regression. The figure is the best of the turns."""
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

VOCABULARY = 96


def best_seconds(step, seconds):
    """The shortest time of one step, over turns of several steps."""
    for _ in range(3):
        step()
    begin = time.perf_counter()
    step()
    steps = max(1, int(seconds / 8 / (time.perf_counter() - begin)))
    times = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(times) < 2:
        begin = time.perf_counter()
        for _ in range(steps):
            step()
        times.append((time.perf_counter() - begin) / steps)
    return min(times)


def images(net, shape):
    """Training on shuffled batches of 128 images, as Adam does it."""
    inputs, labels = torch.rand(60000, *shape), torch.randint(0, 10, (60000,))
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    state = {"order": torch.randperm(60000), "at": 0}

    def step():
        if state["at"] + 128 > 60000:
            state["order"], state["at"] = torch.randperm(60000), 0
        which = state["order"][state["at"]:state["at"] + 128]
        state["at"] += 128
        adam.zero_grad()
        F.cross_entropy(net(inputs[which]), labels[which]).backward()
        adam.step()

    return step


def mlp(seconds):
    net = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))
    return 128 / best_seconds(images(net, (784,)), seconds)


def cnn(seconds):
    net = nn.Sequential(nn.Conv2d(1, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 5), nn.ReLU(),
                        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 128), nn.ReLU(), nn.Linear(128, 10))
    return 128 / best_seconds(images(net, (1, 28, 28)), seconds)


def tokens(net, optimizer, sequences, length):
    x, y = torch.randint(0, VOCABULARY, (sequences, length)), torch.randint(0, VOCABULARY, (sequences, length))

    def step():
        optimizer.zero_grad()
        F.cross_entropy(net(x).view(-1, VOCABULARY), y.view(-1)).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()

    return step


class Rnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.rnn = nn.Embedding(VOCABULARY, 64), nn.RNN(64, 128, batch_first=True)
        self.out = nn.Linear(128, VOCABULARY)

    def forward(self, x):
        return self.out(self.rnn(self.embedding(x))[0])


def rnn(seconds):
    net = Rnn()
    return 64 * 64 / best_seconds(tokens(net, torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9), 64, 64), seconds)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.qkv, self.out = nn.LayerNorm(width), nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.norm2, self.up, self.down = nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, ahead):
        b, t, w = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        score = (q @ k.transpose(-1, -2) / math.sqrt(w // self.heads)).masked_fill(ahead, -math.inf)
        x = x + self.out((score.softmax(-1) @ v).transpose(1, 2).reshape(b, t, w))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self, length, width=128):
        super().__init__()
        self.embedding, self.position = nn.Embedding(VOCABULARY, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Block(width, 4) for _ in range(4))
        self.norm, self.out = nn.LayerNorm(width), nn.Linear(width, VOCABULARY)
        self.register_buffer("ahead", torch.triu(torch.ones(length, length, dtype=torch.bool), 1))
        self.register_buffer("places", torch.arange(length))

    def forward(self, x):
        x = self.embedding(x) + self.position(self.places)
        for block in self.blocks:
            x = block(x, self.ahead)
        return self.out(self.norm(x))


def transformer(seconds):
    net = Transformer(128)
    return 32 * 128 / best_seconds(tokens(net, torch.optim.AdamW(net.parameters(), lr=3e-4), 32, 128), seconds)


class Logistic:
    """A million rows of 100 features."""
    rows, features = 1_000_000, 100

    def __init__(self):
        self.x = torch.randn(self.rows, self.features)
        self.y = (torch.rand(self.rows) < torch.sigmoid(self.x @ (0.3 * torch.randn(self.features)))).float()
        self.w = torch.zeros(self.features, requires_grad=True)

    def gradient(self):
        """The better of autograd and of two products written by hand."""
        def automatic():
            self.w.grad = None
            F.binary_cross_entropy_with_logits(self.x @ self.w, self.y).backward()

        def by_hand():
            with torch.no_grad():
                return self.x.t() @ (torch.sigmoid(self.x @ self.w) - self.y) / self.rows

        return automatic, by_hand

    def epoch(self, shuffled):
        descent = torch.optim.SGD([self.w], lr=0.1)

        def step():
            order = torch.randperm(self.rows) if shuffled else None
            for i in range(0, self.rows - 255, 256):
                which = order[i:i + 256] if shuffled else slice(i, i + 256)
                descent.zero_grad()
                F.binary_cross_entropy_with_logits(self.x[which] @ self.w, self.y[which]).backward()
                descent.step()

        return step


def turns(step, count=3):
    times = []
    for _ in range(count):
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    return min(times)


def logistic_gradient(seconds):
    return min(best_seconds(step, seconds / 2) for step in Logistic().gradient())


def logistic_in_order(_):
    return turns(Logistic().epoch(False))


def logistic_shuffled(_):
    return turns(Logistic().epoch(True))


MODELS = {"mlp": mlp, "cnn": cnn, "rnn": rnn, "transformer": transformer, "logistic-gradient": logistic_gradient,
          "logistic-in-order": logistic_in_order, "logistic-shuffled": logistic_shuffled}


def main():
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(1)
    for name in sys.argv[3:]:
        print(name, f"{MODELS[name](float(sys.argv[2])):.6g}", flush=True)


main()
