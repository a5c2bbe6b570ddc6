// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/server_client.hpp"
#include "app/table.hpp"
#include "core/json.hpp"
#include "core/json_writer.hpp"
#include "core/printable.hpp"
#include "ingest/audit_aspect.hpp"
#include "ingest/run_report.hpp"

#include <colophon/urn.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace colophon::app {
namespace {

constexpr auto get_flags = with_client_flags(std::array{
    Option{"aspect", Option::Type::list, "", "Only this aspect; may be repeated."},
    Option{"version", Option::Type::integer, "0", "This version of each aspect; 0 is the latest."},
    Option{"as-of", Option::Type::text, "", "As of a position, or of a time as in 2026-01-31T09:00:00Z."},
    Option{"details", Option::Type::boolean, "", "Who wrote each aspect, when and in which run."}});

constexpr auto put_flags = with_client_flags(
    std::array{Option{"urn", Option::Type::text, "", "The entity, when one aspect is written."},
               Option{"aspect", Option::Type::text, "",
                      "The aspect whose document FILE holds; without it FILE holds proposals."},
               Option{"atomic", Option::Type::boolean, "", "Store all or nothing."}});

constexpr auto delete_flags = with_client_flags(
    std::array{Option{"hard", Option::Type::boolean, "", "Remove every version and edge for good."}});

std::string entity_target(const std::string& urn)
{
    // Checked here too: a shell that ate the parentheses deserves a better answer than one about a path.
    return "/api/v1/entities/" + http::percent_encode(value_or_throw(Urn::parse(urn)).str());
}

/// An audit is for people to read; its statements are there to be copied.
void print_audit(const nlohmann::json& aspect)
{
    const AuditReport audit = value_or_throw(ingest::read_audit(aspect.dump()));
    std::cout << "\nsource    " << printable(aspect.value("sourceType", "")) << '\n'
              << ingest::audit_text(audit);
    for (const std::string& line : audit.scope)
        std::cout << "sees      " << printable(line) << '\n';
}

void print_entity(nlohmann::json entity)
{
    nlohmann::json audit;
    if (auto aspects = entity.find("aspects"); aspects != entity.end() && aspects->contains("accessAudit")) {
        audit = std::move((*aspects)["accessAudit"]);
        aspects->erase("accessAudit");
    }
    std::cout << entity.dump(2) << '\n';
    if (!audit.is_null())
        print_audit(audit);
}

int run_get(const Arguments& arguments)
{
    const auto& flags = arguments.flags;
    auto target = entity_target(arguments.words[0]) + "?version=" + std::to_string(flags.integer("version"));
    for (const auto& aspect : flags.list("aspect"))
        target += "&aspect=" + http::percent_encode(aspect);
    if (flags.given("as-of"))
        target += "&as_of=" + http::percent_encode(flags.text("as-of"));
    if (flags.boolean("details"))
        target += "&details=true";
    ServerClient server(flags);
    const auto body = server.call({.target = target});
    if (flags.boolean("json"))
        std::cout << body << '\n';
    else
        print_entity(value_or_throw(parse_json(body)));
    return exit_ok;
}

std::string read_input(const std::string& name)
{
    if (name == "-")
        return {std::istreambuf_iterator<char>(std::cin), {}};
    std::ifstream in(name, std::ios::binary);
    if (!in || std::filesystem::is_directory(name))
        throw Error(Errc::invalid_argument, "cannot read the file: " + name);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// One proposal around an aspect's document.
std::string proposal_of(const std::string& urn_text, const std::string& aspect, const std::string& document)
{
    const auto urn = value_or_throw(Urn::parse(urn_text));
    const auto content = value_or_throw(parse_json(document)).dump();
    std::string body;
    JsonWriter out(body);
    out.begin_array().begin_object().member("entityType", urn.type()).member("entityUrn", urn.str());
    out.member("changeType", "UPSERT").member("aspectName", aspect);
    out.key("aspect").begin_object().key("json").raw(content).end_object().end_object().end_array();
    return body;
}

int print_outcome(const http::Response& response, bool as_json)
{
    const auto outcome = value_or_throw(parse_json(response.body));
    if (!outcome.contains("accepted"))
        throw Error(
            response.status == 401   ? Errc::unauthenticated
            : response.status == 403 ? Errc::forbidden
            : response.status == 507 ? Errc::storage_full
            : response.status >= 500 ? Errc::unavailable
                                     : Errc::invalid_argument,
            outcome.value("detail", "the server answered with status " + std::to_string(response.status)));
    if (as_json) {
        std::cout << response.body << '\n';
    } else {
        std::cout << outcome["accepted"] << " accepted (" << outcome["unchanged"] << " unchanged), "
                  << outcome["rejected"].size() << " refused, position " << outcome["position"] << '\n';
        Table table({"RECORD", "URN", "ASPECT", "PATH", "WHY"});
        for (const auto& row : outcome["rejected"])
            table.add({row["index"].dump(), row["urn"], row["aspect"], row["path"], row["detail"]});
        if (!table.empty())
            table.print(std::cout);
    }
    return outcome["rejected"].empty() ? exit_ok : exit_partial;
}

int run_put(const Arguments& arguments)
{
    const auto& flags = arguments.flags;
    if (flags.given("urn") != flags.given("aspect"))
        throw Error(Errc::invalid_argument, "--urn and --aspect go together");
    auto body = read_input(arguments.words.empty() ? "-" : arguments.words[0]);
    if (flags.given("urn"))
        body = proposal_of(flags.text("urn"), flags.text("aspect"), body);
    const auto first = body.find_first_not_of(" \t\r\n");
    const bool is_array = first != std::string::npos && body[first] == '[';
    ServerClient server(flags);
    const auto response = server.send(
        {.method = http::Method::post,
         .target = std::string("/api/v1/proposals") + (flags.boolean("atomic") ? "?atomic=true" : ""),
         .body = std::move(body),
         .content_type = is_array ? "application/json" : "application/x-ndjson"});
    return print_outcome(response, flags.boolean("json"));
}

int run_delete(const Arguments& arguments)
{
    const auto& flags = arguments.flags;
    ServerClient server(flags);
    const auto body = server.call(
        {.method = http::Method::delete_,
         .target = entity_target(arguments.words[0]) + (flags.boolean("hard") ? "?hard=true" : "")});
    if (flags.boolean("json")) {
        std::cout << body << '\n';
        return exit_ok;
    }
    const auto outcome = value_or_throw(parse_json(body));
    std::cout << (flags.boolean("hard") ? "Removed for good: "
                                        : "Removed (softly, its documentation is kept): ")
              << printable(outcome["urn"].get<std::string>()) << '\n';
    for (const auto& urn : outcome["dangling"])
        std::cout << "still refers to it: " << printable(urn.get<std::string>()) << '\n';
    return exit_ok;
}

} // namespace

const Command get_command{
    "get",
    "Show an entity with its aspects.",
    "URN",
    1,
    1,
    get_flags,
    "colophon get 'urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.reservation,PROD)'",
    run_get};
const Command put_command{
    "put",
    "Write proposals, or one aspect.",
    "[FILE|-]",
    0,
    1,
    put_flags,
    "echo '{\"removed\": false}' | colophon put --urn 'urn:li:tag:개인정보' --aspect status -",
    run_put};
const Command delete_command{"delete",     "Remove an entity, softly unless told otherwise.", "URN",     1, 1,
                             delete_flags, "colophon delete 'urn:li:tag:obsolete' --hard",    run_delete};

} // namespace colophon::app
