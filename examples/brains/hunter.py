"""A brain for Skirmish in Python: it chases the nearest ship and shoots. No package is needed.

    npm run spar -- "cmd: python3 examples/brains/hunter.py" wander hunter
    npm run bots -- --brain "cmd: python3 examples/brains/hunter.py" --count 2

It reads a line of JSON a tick from its standard input, and answers with one: docs/bots.md says what they hold.
Print to stderr if you want to see something.
"""

import json
import math
import sys

FULL_CIRCLE = 65536


def angle_to(a, b):
    """Angles are whole numbers: 65536 is a full circle, 0 points to the right, 16384 down."""
    return round(math.atan2(b["y"] - a["y"], b["x"] - a["x"]) / math.tau * FULL_CIRCLE) % FULL_CIRCLE


def turn(a, b):
    """The shorter way from one angle to another: -32768 to 32767."""
    return (b - a + 98304) % FULL_CIRCLE - 32768


def distance(a, b):
    return math.hypot(a["x"] - b["x"], a["y"] - b["y"])


def nearest(self, places):
    return min(places, key=lambda place: distance(self, place), default=None)


class Brain:
    def __init__(self, hello):
        self.blaster = hello["constants"]["weapons"][0]
        self.fire = hello["constants"]["button"]["fire"]
        self.side = 1
        self.turn_at = 0

    def decide(self, view):
        self_, ships, tick = view["self"], view["ships"], view["tick"]
        if not self_["alive"]:
            return {}
        target = nearest(self_, ships)
        if target is None:
            middle = {"x": view["map"]["size"] / 2, "y": view["map"]["size"] / 2}
            goal = nearest(self_, view["ore"]) or middle
            away = distance(self_, goal) or 1
            way = ((goal["x"] - self_["x"]) / away, (goal["y"] - self_["y"]) / away)
            return {**self.thrust(view, way), "aim": angle_to(self_, goal)}

        if tick >= self.turn_at:
            self.side, self.turn_at = -self.side, tick + 50
        far = distance(self_, target) or 1
        to = ((target["x"] - self_["x"]) / far, (target["y"] - self_["y"]) / far)
        inwards = max(-1, min(1, (far - 260) / 120))
        sideways = self.side * (1 - abs(inwards))
        way = (to[0] * inwards - to[1] * sideways, to[1] * inwards + to[0] * sideways)

        # Aim at where the target will be when the bolt gets there.
        seconds = far / self.blaster["speed"]
        ahead = {"x": target["x"] + target["vx"] * seconds, "y": target["y"] + target["vy"] * seconds}
        aim = angle_to(self_, ahead)
        on_target = abs(turn(self_["angle"], aim)) < 900
        ready = view["weapons"] and not target["shielded"] and self_["energy"] > self.blaster["energy"] + 100
        fires = ready and on_target and far < 650 and self.is_free(view, target)
        return {**self.thrust(view, way), "aim": aim, "buttons": self.fire if fires else 0}

    def is_free(self, view, target):
        """Whether no rock is between."""
        self_ = view["self"]
        far = distance(self_, target) or 1
        to = ((target["x"] - self_["x"]) / far, (target["y"] - self_["y"]) / far)
        for rock in view["map"]["rocks"]:
            along = (rock["x"] - self_["x"]) * to[0] + (rock["y"] - self_["y"]) * to[1]
            along = max(0, min(far, along))
            at = {"x": self_["x"] + to[0] * along, "y": self_["y"] + to[1] * along}
            if distance(at, rock) <= rock["radius"]:
                return False
        return True

    def thrust(self, view, way):
        """Thrust of -127 to 127 on each axis, bent away from rocks."""
        self_, (x, y) = view["self"], way
        for rock in view["map"]["rocks"]:
            far = distance(self_, rock) or 1
            gap = far - rock["radius"]
            if gap < 60:
                x += (self_["x"] - rock["x"]) / far * 2 * (1 - gap / 60)
                y += (self_["y"] - rock["y"]) / far * 2 * (1 - gap / 60)
        length = max(1, math.hypot(x, y))
        return {"moveX": round(x / length * 127), "moveY": round(y / length * 127)}


def main():
    brain, view = None, {}
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "hello":
            brain = Brain(message)
            answer = {"type": "hello"}
        elif message["type"] == "view":
            # An object or list that has not changed is left out, such as the map.
            view.update(message)
            answer = {"type": "input", **brain.decide(view)}
        else:
            break
        print(json.dumps(answer), flush=True)


main()
