// SPDX-License-Identifier: Apache-2.0
#include "ingest/rest_answer.hpp"

#include "core/json.hpp"
#include "core/text.hpp"
#include "ingest/answer_json.hpp"
#include "ingest/pipeline_state.hpp"

#include <array>

namespace colophon::ingest {
namespace {

using nlohmann::json;

constexpr std::size_t longest_detail = 500;

struct Meaning {
    int status;
    AnswerKind kind;
    Errc code;
    const char* text;
};
constexpr std::array<Meaning, 13> meanings{{
    {200, AnswerKind::outcome, Errc::internal, ""},
    {422, AnswerKind::outcome, Errc::internal, ""},
    {400, AnswerKind::refused, Errc::invalid_argument, "the server did not understand the request"},
    {401, AnswerKind::refused, Errc::unauthenticated,
     "the server does not know the token, set sink.config.token"},
    {403, AnswerKind::refused, Errc::forbidden, "the token may not ingest, it needs the scope ingest"},
    {404, AnswerKind::refused, Errc::invalid_argument, "no Colophon server at sink.config.server"},
    {413, AnswerKind::too_large, Errc::too_large, "the record is too large for the server"},
    {429, AnswerKind::try_again, Errc::unavailable, "the server asks for fewer requests, run again later"},
    {502, AnswerKind::try_again, Errc::unavailable, "the server cannot be reached behind its proxy"},
    {503, AnswerKind::try_again, Errc::unavailable, "the server is busy or stopping, run again later"},
    {504, AnswerKind::try_again, Errc::unavailable, "the server did not answer its proxy in time"},
    {507, AnswerKind::full, Errc::storage_full, "the server has no space left"},
    {500, AnswerKind::refused, Errc::internal, "the server failed, see its log"},
}};

const Meaning* meaning_of(int status)
{
    for (const Meaning& meaning : meanings)
        if (meaning.status == status)
            return &meaning;
    return nullptr;
}

Sink::Rejected read_rejected(const json& record, std::size_t size)
{
    if (!record.is_object() || number_of(record, "index") >= size)
        refuse_answer();
    return {static_cast<std::size_t>(number_of(record, "index")), text_of(record, "urn"),
            text_of(record, "aspect"), text_of(record, "path"), text_of(record, "detail")};
}

} // namespace

AnswerKind kind_of(int status)
{
    const Meaning* meaning = meaning_of(status);
    return meaning == nullptr ? AnswerKind::refused : meaning->kind;
}

Sink::Written read_outcome(const http::Response& answer, std::size_t size)
{
    const json document = read_object(answer);
    if (!document.contains("accepted"))
        refuse_answer();
    Sink::Written written;
    written.accepted = number_of(document, "accepted");
    written.unchanged = number_of(document, "unchanged");
    written.position = number_of(document, "position");
    if (written.accepted > size || written.unchanged > written.accepted)
        refuse_answer();
    if (document.contains("rejected"))
        for (const json& record : array_of(document, "rejected"))
            written.rejected.push_back(read_rejected(record, size));
    return written;
}

Error error_of(const http::Response& answer)
{
    const Meaning* meaning = meaning_of(answer.status);
    std::string message = meaning == nullptr ? "the server gave an unexpected answer" : meaning->text;
    message += ": " + std::to_string(answer.status);
    if (const auto document = parse_json(answer.body); document && document->is_object())
        if (const std::string detail = text_of(*document, "detail"); !detail.empty())
            message += " " + std::string(truncate_utf8(detail, longest_detail));
    return {meaning == nullptr ? Errc::internal : meaning->code, message};
}

void throw_if_lease_lost(const http::Response& answer)
{
    if (answer.status != 409)
        return;
    const auto document = parse_json(answer.body);
    if (document && document->is_object() && flag_of(*document, "lost"))
        throw LeaseLost(Errc::conflict, "the pipeline's lease was lost, another run took it or the server "
                                        "heard nothing of this one for too long; run again");
}

} // namespace colophon::ingest
