// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace colophon::service {

/// Whether a text that somebody typed may hold what nobody else should read: an e-mail address, seven digits
/// or more of one number (telephone, card, resident registration, account), a password, a token or a key.
/// Rather too many than too few: a report that lacks a query harms nobody.
bool may_be_private(std::string_view text);

} // namespace colophon::service
