"""Many matches of a game at once, shaped like Gymnasium's vector environments. No package is needed.

    python3 examples/training/vector_env.py [GAME]

`reset(seed)` returns (observations, infos), `step(actions)` returns (observations, rewards, terminations, truncations, infos).
An environment is one player of the learner; matches end by time (truncation), and the next one begins in the same step, so that the
observation is that of its beginning (Gymnasium calls this AutoresetMode.SAME_STEP).
With numpy, wrap what comes: numpy.frombuffer(env.raw_observations, "<f4").reshape(env.num_envs, -1).
"""

import base64
import json
import random
import subprocess
import sys
from array import array
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


class VectorEnv:
    """opponents: names of built-in brains of the game; absent: one with the usual brain."""

    def __init__(self, game="skirmish", worlds=16, players=1, opponents=None, seconds=60):
        node = PROJECT / "node_modules" / ".bin" / "node"
        options = {"game": game, "worlds": worlds, "players": players, "seconds": seconds}
        if opponents is not None:
            options["opponents"] = ",".join(opponents)
        arguments = [f"--{name}={value}" for name, value in options.items()]
        self.process = subprocess.Popen(
            [node, PROJECT / "tools" / "training" / "cli.ts", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        if line == "":
            raise RuntimeError("the worlds did not start; what is wrong stands above")
        hello = json.loads(line)
        self.worlds, self.players = hello["worlds"], hello["players"]
        self.num_envs = self.worlds * self.players
        self.action_names, self.observation_names = hello["input"], hello["observation"]
        # The least and greatest value of each number of an action; None: any number.
        self.action_ranges = hello["ranges"]
        self.raw_observations = b""

    def reset(self, seed=0):
        return self._observations(self._ask({"type": "reset", "seed": seed})), {}

    def step(self, actions):
        """actions: for each environment a list of numbers, as in `action_names`."""
        flat = array("f", [number for action in actions for number in action])
        inputs = base64.b64encode(flat.tobytes()).decode()
        answer = self._ask({"type": "step", "inputs": inputs})
        rewards = floats(base64.b64decode(answer["rewards"]))
        truncations = [done == 1 for done in answer["done"] for _ in range(self.players)]
        terminations = [False] * self.num_envs
        return self._observations(answer), rewards, terminations, truncations, {}

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def _observations(self, answer):
        self.raw_observations = base64.b64decode(answer["observations"])
        flat, width = floats(self.raw_observations), len(self.observation_names)
        return [flat[at : at + width] for at in range(0, len(flat), width)]

    def _ask(self, line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if answer["type"] == "error":
            raise ValueError(answer["message"])
        return answer


def floats(data):
    numbers = array("f")
    numbers.frombytes(data)
    return numbers.tolist()


def main():
    env = VectorEnv(*sys.argv[1:2], worlds=4, seconds=10)
    observations, _ = env.reset(seed=1)
    chance, total, ended = random.Random(1), 0.0, 0
    for _ in range(600):
        actions = [[chance.uniform(*(span or (-1, 1))) for span in env.action_ranges] for _ in observations]
        observations, rewards, _, truncations, _ = env.step(actions)
        total += sum(rewards)
        ended += sum(truncations)
    env.close()
    print(f"{env.num_envs} environments of {len(env.observation_names)} numbers, {ended} matches over, reward {total:.2f}")


if __name__ == "__main__":
    main()
