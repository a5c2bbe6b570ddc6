// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/backoff.hpp"

namespace colophon::ingest {

using http::Clock;
using http::Milliseconds;

} // namespace colophon::ingest
