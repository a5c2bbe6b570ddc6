// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"

namespace colophon::api {

http::Response get_backup(const Context& context, const Call& call)
{
    if (context.backups == nullptr)
        throw Error(Errc::not_found, "this server keeps nothing itself: back up the database that it uses");
    if (call.request.method == http::Method::head)
        return {200, {}, "application/x-tar"}; // nobody begins one to look at its head
    auto begun = context.backups->begin(call.principal.actor, call.request.request_id);
    http::Response response;
    response.content_type = "application/x-tar";
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"" + begun.manifest.file_name() + "\"");
    response.source = std::move(begun.source);
    return response;
}

} // namespace colophon::api
