// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace colophon::search {

/// Calls `work` with each number below `count`, on as many threads as there are processors, and waits for
/// all. What a call throws is thrown here once all have ended.
void run_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

} // namespace colophon::search
