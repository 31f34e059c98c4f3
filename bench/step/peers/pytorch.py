"""Times PyTorch: python pytorch.py CASE.json eager|single|hooks|compile"""

import sys

import torch
from case import Case, forward
from timing import report
from torch import nn
from torch.nn import functional as F

case, how = Case(sys.argv[1]), sys.argv[2]
if how == "single":
    torch.set_num_threads(1)


class Lstm(nn.LSTM):
    """Gives the last state only."""

    def forward(self, x):
        return super().forward(x)[0][:, -1]


def module(kind, weights):
    values = [torch.from_numpy(w.copy()) for w in weights]
    if kind == "dense":
        made = nn.Linear(*values[0].shape)
        values[0] = values[0].T.contiguous()
    elif kind == "convolution":
        height, _, inputs, outputs = values[0].shape
        made = nn.Conv2d(inputs, outputs, height, padding="same")
        values[0] = values[0].permute(3, 2, 0, 1).contiguous()
    elif kind == "norm":
        made = nn.BatchNorm1d(len(values[0])) if case.builder == "mlp" else nn.BatchNorm2d(len(values[0]))
    else:
        made = Lstm(values[0].shape[0], values[1].shape[0], batch_first=True)
        # PyTorch has a second bias, which stays at zero here: the others have one.
        made.bias_hh_l0.requires_grad_(False).zero_()
        values = [values[0].T.contiguous(), values[1].T.contiguous(), values[2]]
    trained = [p for p in made.parameters() if p.requires_grad]
    with torch.no_grad():
        for parameter, value in zip(trained, values, strict=True):
            parameter.copy_(value)
    return made


class Net(nn.Module):
    """`see` gets each z, and gives what takes its place."""

    def __init__(self):
        super().__init__()
        self.modules_in_order = nn.ModuleList(case.layers_of(module))
        self.activate = torch.tanh if case.activation == "tanh" else torch.relu

    def forward(self, x, see):
        return forward(case, Walk(self, see), x)


class Walk:
    def __init__(self, net, see):
        self.left, self.see, self.activate = iter(net.modules_in_order), see, net.activate

    def norm(self, x):
        return next(self.left)(x)

    def dense(self, x):
        return self.see(next(self.left)(x))

    convolution = lstm = dense

    def mean(self, x):
        return x.mean((2, 3))


net = Net()
parameters = [p for p in net.parameters() if p.requires_grad]
optimizer = torch.optim.SGD(parameters, lr=case.rate)
x, y = torch.from_numpy(case.x.copy()), torch.from_numpy(case.y.copy())
if case.builder == "convolutional":
    x = x.permute(0, 3, 1, 2).contiguous()
y = y if case.is_regression else y.long()
criterion = F.mse_loss if case.is_regression else F.cross_entropy


def eager():
    """dL/dz is kept by retain_grad; all norms leave as one vector."""
    zs = []

    def see(z):
        z.retain_grad()
        zs.append(z)
        return z

    optimizer.zero_grad()
    loss = criterion(net(x, see), y)
    loss.backward()
    norms = torch.stack([loss.detach()] + [t.grad.norm() for t in parameters + zs])
    optimizer.step()
    return norms.tolist()


seen = []


def hooks():
    """A forward hook on each layer puts a hook on its z, which computes the norm of dL/dz on the way back."""
    seen.clear()
    optimizer.zero_grad()
    loss = criterion(net(x, lambda z: z), y)
    loss.backward()
    norms = torch.stack([loss.detach()] + [p.grad.norm() for p in parameters] + seen[::-1])
    optimizer.step()
    return norms.tolist()


def on_forward(_module, _inputs, output):
    output.register_hook(lambda grad: seen.append(grad.norm()))


def compiled_step():
    """The forward and backward pass, the norms and the update, each under torch.compile."""
    probes = []
    with torch.no_grad():
        net(x, lambda z: probes.append(torch.zeros_like(z)) or z)
    for probe in probes:
        probe.requires_grad_()

    @torch.compile
    def loss_of():
        left = iter(probes)  # the gradient at a zero that is added to z is dL/dz
        return criterion(net(x, lambda z: z + next(left)), y)

    @torch.compile
    def norms_of(loss, tensors):
        return torch.stack([loss] + [t.norm() for t in tensors])

    update = torch.compile(optimizer.step)

    def step():
        optimizer.zero_grad()
        for probe in probes:
            probe.grad = None
        loss = loss_of()
        loss.backward()
        norms = norms_of(loss.detach(), [t.grad for t in parameters + probes])
        update()
        return norms.tolist()

    return step


if how == "hooks":
    for layer in net.modules_in_order:
        if not isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            layer.register_forward_hook(on_forward)
step = {"eager": lambda: eager, "single": lambda: eager, "hooks": lambda: hooks, "compile": compiled_step}[how]()
report(step, f"PyTorch {torch.__version__}")
