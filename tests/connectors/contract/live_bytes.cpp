// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/live_bytes.hpp"

#include <malloc.h>

// The sanitizers have allocators of their own, which count for themselves; GCC has no header for this
// function.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
extern "C" std::size_t __sanitizer_get_current_allocated_bytes(); // NOLINT(bugprone-reserved-identifier)
#endif

namespace colophon::contract {

std::size_t live_bytes()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return __sanitizer_get_current_allocated_bytes();
#else
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#endif
}

} // namespace colophon::contract
