// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/v1/api.hpp"

namespace colophon::api {

http::Response post_proposals(const Context& context, const Call& call);

http::Response get_entity(const service::Catalog& catalog, const Call& call);
http::Response delete_entity(service::Catalog& catalog, const Call& call);
http::Response get_relationships(const service::Catalog& catalog, const Call& call);
http::Response get_timeseries(const service::Catalog& catalog, const Call& call);

http::Response get_search(const service::Catalog& catalog, const Call& call);
http::Response post_search(const service::Catalog& catalog, const Call& call);
http::Response post_search_batch(const service::Catalog& catalog, const Call& call);
http::Response get_search_report(const service::Catalog& catalog, const Call& call);
http::Response get_synonyms(const service::Catalog& catalog, const Call& call);
http::Response put_synonyms(service::Catalog& catalog, const Call& call);
http::Response get_suggest(const service::Catalog& catalog, const Call& call);

http::Response get_changes(const service::Catalog& catalog, const Call& call);
http::Response get_verify(service::Catalog& catalog, const Call& call);
http::Response get_status(const Context& context, const Call& call);

http::Response get_backup(const Context& context, const Call& call);

http::Response post_lease(service::Pipelines& pipelines, const Call& call);
http::Response put_lease(service::Pipelines& pipelines, const Call& call);
http::Response delete_lease(service::Pipelines& pipelines, const Call& call);
http::Response get_pipelines(const service::Pipelines& pipelines, const Call& call);
http::Response get_pipeline(const service::Pipelines& pipelines, const Call& call);
http::Response post_comparison(const Context& context, const Call& call);
http::Response post_claims(service::Pipelines& pipelines, const Call& call);
http::Response get_claims(const service::Pipelines& pipelines, const Call& call);
http::Response post_removals(service::Pipelines& pipelines, const Call& call);
http::Response post_renames(service::Pipelines& pipelines, const Call& call);
http::Response post_conclusion(service::Pipelines& pipelines, const Call& call);

http::Response get_runs(const service::Pipelines& pipelines, const Call& call);
http::Response get_run(const service::Pipelines& pipelines, const Call& call);
http::Response get_run_changes(const service::Pipelines& pipelines, const Call& call);
http::Response post_rollback(service::Pipelines& pipelines, const Call& call);

http::Response post_token(auth::TokenRegistry& tokens, const Call& call);
http::Response get_tokens(const auth::TokenRegistry& tokens, const Call& call);
http::Response delete_token(auth::TokenRegistry& tokens, const Call& call);
http::Response get_whoami(const Call& call);

} // namespace colophon::api
