"""Serves moto's EC2 on a free port of the loopback and prints its address. Ends when its standard input does.

One thing is mended: EC2 gives an instance another launch time at each start, moto keeps the first one.
"""

import datetime
import sys

from moto.ec2.models.instances import Instance
from moto.server import ThreadedMotoServer

FORMAT = "%Y-%m-%dT%H:%M:%S.000Z"


def later(time):
    """A second later: two starts within one second must differ, as they do where a start takes longer."""
    second = datetime.timedelta(seconds=1)
    if isinstance(time, datetime.datetime):
        return time + second
    return (datetime.datetime.strptime(time, FORMAT) + second).strftime(FORMAT)


def renewing_launch_time(start):
    def start_anew(instance, *arguments, **options):
        was_stopped = instance._state.name == "stopped"
        outcome = start(instance, *arguments, **options)
        if was_stopped:
            instance.launch_time = later(instance.launch_time)
        return outcome

    return start_anew


def main():
    Instance.start = renewing_launch_time(Instance.start)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    print(f"http://127.0.0.1:{port}", flush=True)
    sys.stdin.read()


main()
