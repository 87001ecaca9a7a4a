#!/usr/bin/perl
# A brain for Skirmish in Perl: it flies at the nearest ship and shoots. No package is needed.
#
#     npm run spar -- "cmd: perl examples/brains/hunter.pl" wander
#
# It reads a line of JSON a tick from its standard input, and answers with one: docs/bots.md says what they hold.
use strict;
use warnings;
use JSON::PP;

$| = 1;
my $json = JSON::PP->new;
my $pi   = atan2(0, -1);
my (%view, $blaster, $fire);

# Angles are whole numbers: 65536 is a full circle, 0 points to the right, 16384 down.
sub angle_to {
    my ($from, $to) = @_;
    return int(atan2($to->{y} - $from->{y}, $to->{x} - $from->{x}) / (2 * $pi) * 65536) % 65536;
}

sub distance {
    my ($from, $to) = @_;
    return sqrt(($from->{x} - $to->{x})**2 + ($from->{y} - $to->{y})**2) || 1;
}

sub nearest {
    my ($from, $places) = @_;
    my ($best) = sort { distance($from, $a) <=> distance($from, $b) } @$places;
    return $best;
}

# Thrust of -127 to 127 on each axis, bent away from rocks.
sub thrust {
    my ($self, $goal, $speed) = @_;
    my $far = distance($self, $goal);
    my ($x, $y) = (($goal->{x} - $self->{x}) / $far * $speed, ($goal->{y} - $self->{y}) / $far * $speed);
    for my $rock (@{ $view{map}{rocks} }) {
        my $away = distance($self, $rock);
        my $push = 2 * (1 - ($away - $rock->{radius}) / 60);
        next if $push <= 0;
        $x += ($self->{x} - $rock->{x}) / $away * $push;
        $y += ($self->{y} - $rock->{y}) / $away * $push;
    }
    my $length = sqrt($x**2 + $y**2);
    $length = 1 if $length < 1;
    return (moveX => int($x / $length * 127), moveY => int($y / $length * 127));
}

sub decide {
    my $self = $view{self};
    return {} unless $self->{alive};
    my $target = nearest($self, $view{ships});
    if (!$target) {
        my $middle = { x => $view{map}{size} / 2, y => $view{map}{size} / 2 };
        my $goal   = nearest($self, $view{ore}) || $middle;
        return { thrust($self, $goal, 1), aim => angle_to($self, $goal) };
    }

    # Aim at where the target will be when the bolt gets there.
    my $far     = distance($self, $target);
    my $seconds = $far / $blaster->{speed};
    my $aim     = angle_to($self,
        { x => $target->{x} + $target->{vx} * $seconds, y => $target->{y} + $target->{vy} * $seconds });
    my $turn  = ($aim - $self->{angle} + 98304) % 65536 - 32768;
    my $ready = $view{weapons} && !$target->{shielded} && $self->{energy} > $blaster->{energy} + 100;
    my $fires = $ready && abs($turn) < 900 && $far < 650;
    return { thrust($self, $target, $far > 260 ? 1 : -0.5), aim => $aim, buttons => $fires ? $fire : 0 };
}

while (my $line = <STDIN>) {
    my $message = $json->decode($line);
    my $type    = $message->{type};
    if ($type eq "hello") {
        $blaster = $message->{constants}{weapons}[0];
        $fire    = $message->{constants}{button}{fire};
        print $json->encode({ type => "hello" }), "\n";
    } elsif ($type eq "view") {
        # An object or list that has not changed is left out, such as the map.
        %view = (%view, %$message);
        print $json->encode({ type => "input", %{ decide() } }), "\n";
    } else {
        last;
    }
}
