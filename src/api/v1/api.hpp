// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/v1/metrics.hpp"
#include "api/v1/route.hpp"
#include "auth/token_registry.hpp"
#include "backup/backups.hpp"

#include <atomic>

namespace colophon::api {

/// How far the server's life has come.
struct Phase {
    std::atomic<bool> started = false;  ///< until then only the probes answer
    std::atomic<bool> draining = false; ///< from then on it should be asked no more, though it still answers
};

/// What the handlers work on; all of it outlives the router.
struct Context {
    service::Catalog& catalog;
    service::Pipelines& pipelines;
    auth::TokenRegistry* tokens = nullptr; ///< null: authentication is off, whoever asks is the administrator
    Metrics& metrics;
    const Phase& phase;
    backup::Backups* backups = nullptr; ///< null: the store is not of the kind that is backed up here
};

/// THE table of endpoints of `/api/v1`, the probes, the metrics and the page.
std::vector<Route> routes(const Context& context);

/// The table behind authentication, authorisation, the check of parameters and the positions of answers.
http::Router make_router(const Context& context);

} // namespace colophon::api
