// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/batch_queue.hpp"

namespace colophon::ingest {

/// What a run does with what its source said. Called from one thread at a time.
class BatchReceiver {
public:
    virtual ~BatchReceiver() = default;
    /// Throws Error when the run must end.
    virtual void receive(Batch batch) = 0;
};

} // namespace colophon::ingest
