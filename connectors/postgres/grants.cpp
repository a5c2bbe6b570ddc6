// SPDX-License-Identifier: Apache-2.0
#include "grants.hpp"

namespace colophon::postgres {

const Permissions& permissions()
{
    static const Permissions read = value_or_throw(Permissions::parse(permissions_yaml));
    return read;
}

std::string grants(const GrantRequest& request)
{
    return permissions().grants(request);
}

} // namespace colophon::postgres
