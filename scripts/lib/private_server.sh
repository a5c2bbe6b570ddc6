# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What every database of one's own needs. To be sourced.

random_secret() { od -An -N18 -tx1 /dev/urandom | tr -d ' \n'; }

free_port() { # perl is part of every Debian
    perl -MSocket -e 'socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in(0, INADDR_LOOPBACK));
        print((sockaddr_in(getsockname($s)))[0])'
}
