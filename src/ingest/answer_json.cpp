// SPDX-License-Identifier: Apache-2.0
#include "ingest/answer_json.hpp"

#include "core/json.hpp"

namespace colophon::ingest {

using nlohmann::json;

void refuse_answer()
{
    throw Error(Errc::internal, "the server's answer cannot be read, is it a Colophon server?");
}

json read_object(const http::Response& answer)
{
    auto document = parse_json(answer.body);
    if (!document || !document->is_object())
        refuse_answer();
    return *std::move(document);
}

std::string text_of(const json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_of(const json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool flag_of(const json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

const json& array_of(const json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end() || !found->is_array())
        refuse_answer();
    return *found;
}

} // namespace colophon::ingest
