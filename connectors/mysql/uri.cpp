// SPDX-License-Identifier: Apache-2.0
#include "uri.hpp"

#include <algorithm>
#include <charconv>
#include <colophon/error.hpp>
#include <string_view>

namespace colophon::mysql {
namespace {

[[noreturn]] void refuse(const char* why)
{
    throw Error(Errc::invalid_argument, why, "sqlalchemy_uri");
}

std::string decoded(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        unsigned byte = 0;
        const std::string_view digits = text.substr(i + 1, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2)
            refuse("sqlalchemy_uri cannot be read, percent-encode what is not a letter or digit in it");
        plain += static_cast<char>(byte);
        i += 2;
    }
    return plain;
}

} // namespace

Uri parse_uri(const std::string& text)
{
    const std::size_t scheme = text.find("://");
    const std::string_view name = std::string_view(text).substr(0, std::min(text.find('+'), scheme));
    if (scheme == std::string::npos || (name != "mysql" && name != "mariadb"))
        refuse("sqlalchemy_uri must begin with mysql:// or mariadb://");
    const std::string_view rest = std::string_view(text).substr(scheme + 3);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view authority = rest.substr(0, std::min(slash, rest.find('?')));
    const std::string_view path = slash < rest.size() ? rest.substr(slash + 1) : std::string_view();

    Uri uri;
    const std::size_t at = authority.rfind('@');
    if (at != std::string_view::npos) {
        const std::string_view login = authority.substr(0, at);
        const std::size_t colon = std::min(login.find(':'), login.size());
        uri.user = decoded(login.substr(0, colon));
        uri.password = colon < login.size() ? decoded(login.substr(colon + 1)) : "";
    }
    uri.host_port = authority.substr(at == std::string_view::npos ? 0 : at + 1);
    if (uri.host_port.empty())
        uri.host_port = "localhost:3306";
    uri.database = decoded(path.substr(0, path.find('?')));
    return uri;
}

} // namespace colophon::mysql
