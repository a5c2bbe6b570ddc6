// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/v1/route.hpp"
#include "service/catalog.hpp"

namespace colophon::api {

/// The part of the table of endpoints that searches, and looks after what searches are made of.
std::vector<Route> search_routes(service::Catalog& catalog);

} // namespace colophon::api
