// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/proposal_intake.hpp"
#include "api/v1/query.hpp"
#include "core/json_writer.hpp"

namespace colophon::api {
namespace {

constexpr std::size_t max_line_bytes = 16u << 20;
constexpr std::size_t max_atomic_bytes = 8u << 20;

/// Why a stream ended before its end.
struct BrokenStream {
    int status;
    std::string detail;
};

void write_refusals(JsonWriter& out, const ProposalIntake::Outcome& outcome)
{
    out.key("rejected").begin_array();
    for (const auto& refusal : outcome.refusals) {
        out.begin_object().member("index", refusal.index);
        out.member("urn", refusal.urn).member("aspect", refusal.aspect);
        out.member("path", refusal.path).member("detail", refusal.detail).end_object();
    }
    out.end_array();
    if (outcome.refused > outcome.refusals.size())
        out.member("rejected_total", outcome.refused);
}

http::Response answer(const ProposalIntake::Outcome& outcome, bool atomic,
                      const std::optional<BrokenStream>& broken)
{
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object();
    if (broken) {
        response.status = broken->status;
        response.content_type = "application/problem+json";
        out.member("type", "about:blank");
        out.member("title", "The stream is broken")
            .member("status", broken->status)
            .member("detail", broken->detail);
    } else if (outcome.refused != 0 && (atomic || outcome.accepted == 0)) {
        response.status = 422;
    }
    out.member("position", outcome.position).member("accepted", outcome.accepted);
    out.member("unchanged", outcome.unchanged);
    write_refusals(out, outcome);
    out.end_object();
    return response;
}

void check_length(std::size_t line_bytes)
{
    if (line_bytes > max_line_bytes)
        throw Error(Errc::too_large,
                    "a line is longer than " + std::to_string(max_line_bytes >> 20) + " MiB");
}

/// One line of NDJSON; blank ones are passed over and not counted.
void take_line(std::string_view line, JsonParser& parser, ProposalIntake& intake)
{
    check_length(line.size());
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
        return;
    const auto record = parser.parse(line);
    if (record)
        intake.add(*record);
    else
        intake.add_refused(record.error().what());
}

/// Takes the complete lines at the beginning of `buffer` and leaves the rest.
void take_lines(std::string& buffer, JsonParser& parser, ProposalIntake& intake)
{
    std::size_t begin = 0;
    for (auto end = buffer.find('\n'); end != std::string::npos; end = buffer.find('\n', begin)) {
        take_line(std::string_view(buffer).substr(begin, end - begin), parser, intake);
        begin = end + 1;
    }
    buffer.erase(0, begin);
}

std::optional<BrokenStream> take_stream(http::BodyStream& stream, ProposalIntake& intake)
{
    JsonParser parser;
    std::string buffer;
    try {
        while (stream.read(buffer)) {
            take_lines(buffer, parser, intake);
            check_length(buffer.size());
        }
        take_line(buffer, parser, intake);
    } catch (const Error& error) {
        return BrokenStream{http::status_of(error.code()),
                            std::string(error.what()) + "; what came before stands"};
    }
    return std::nullopt;
}

void take_array(std::string_view body, ProposalIntake& intake)
{
    JsonParser parser;
    const auto document = value_or_throw(parser.parse(body));
    simdjson::dom::array records;
    if (document.get(records) != simdjson::SUCCESS)
        throw Error(Errc::invalid_argument, "the body must be a JSON array of proposals");
    for (const auto record : records)
        intake.add(record);
}

} // namespace

http::Response post_proposals(const Context& context, const Call& call)
{
    if (const auto lease = call.request.query.find("lease"))
        context.pipelines.holder_of(std::string(*lease));
    const bool atomic = boolean_parameter(call.request, "atomic");
    if (atomic && call.request.stream != nullptr)
        throw Error(Errc::invalid_argument, "atomic needs a JSON array, not a stream", "atomic");
    if (atomic && call.request.body.size() > max_atomic_bytes)
        throw Error(Errc::too_large, "an atomic batch may have 8 MiB");
    ProposalIntake intake(context.catalog, call.principal, atomic);
    std::optional<BrokenStream> broken;
    if (call.request.stream != nullptr)
        broken = take_stream(*call.request.stream, intake);
    else
        take_array(call.request.body, intake);
    return answer(intake.finish(), atomic, broken);
}

} // namespace colophon::api
