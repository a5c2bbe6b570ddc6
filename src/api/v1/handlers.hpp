// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/v1/route.hpp"
#include "auth/token_registry.hpp"

namespace colophon::api {

http::Response post_proposals(service::Catalog& catalog, const Call& call);

http::Response get_entity(const service::Catalog& catalog, const Call& call);
http::Response delete_entity(service::Catalog& catalog, const Call& call);
http::Response get_relationships(const service::Catalog& catalog, const Call& call);
http::Response get_timeseries(const service::Catalog& catalog, const Call& call);

http::Response get_search(const service::Catalog& catalog, const Call& call);
http::Response get_suggest(const service::Catalog& catalog, const Call& call);

http::Response get_changes(const service::Catalog& catalog, const Call& call);
http::Response get_runs(const service::Catalog& catalog, const Call& call);
http::Response get_verify(service::Catalog& catalog, const Call& call);

http::Response post_token(auth::TokenRegistry& tokens, const Call& call);
http::Response get_tokens(const auth::TokenRegistry& tokens, const Call& call);
http::Response delete_token(auth::TokenRegistry& tokens, const Call& call);
http::Response get_whoami(const Call& call);

} // namespace colophon::api
