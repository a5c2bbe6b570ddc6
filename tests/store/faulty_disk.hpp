// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// Stands between SQLite and the kernel in the program it is linked into: writes and syncs of files whose
/// name begins with `catalog.db` fail on demand. Process-wide; reset() between tests.
namespace colophon::store::test::faulty_disk {

enum class Call { write, sync };

/// The `nth` such call from now (1 is the next) fails with `error`, and all after it until reset().
void fail(Call call, int nth, int error);
/// Writes that would take the files together over `bytes` fail with ENOSPC, what fits is written; 0: no
/// limit.
void limit(long bytes);
void reset();
/// Calls that failed since reset().
int failures();

} // namespace colophon::store::test::faulty_disk
