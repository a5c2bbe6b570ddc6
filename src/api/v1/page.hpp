// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

namespace colophon::api {

/// The search page: one file, built into the binary, under a content security policy that names its script
/// and its style by their hashes and lets nothing else run.
http::Response page();

} // namespace colophon::api
