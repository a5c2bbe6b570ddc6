// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/entity_registry.hpp>
#include <colophon/urn.hpp>
#include <string>
#include <string_view>

namespace colophon::search {

/// What the key of an entity says by itself.
struct KeyFacts {
    std::string
        full_name;    ///< as in `carsharing.ops.reservation`; empty for a key that means nothing to people
    std::string name; ///< its last part, `reservation`
    std::string platform;
    std::string env;
};

KeyFacts key_facts(const EntitySpec& entity, const Urn& urn);

/// How people write a URN: the key, or its last member: `mysql`, `jane`, `prod1`.
std::string short_form(const Urn& urn);

/// Made by hashing, as container keys are.
bool is_guid(std::string_view text);

/// A field path without the type annotations of its version 2: `[version=2.0].[type=struct].a` is `a`.
std::string plain_field_path(std::string_view path);

} // namespace colophon::search
