// SPDX-License-Identifier: Apache-2.0
#include "server_errors.hpp"

#include <algorithm>
#include <array>
#include <colophon/relational.hpp>

namespace colophon::mysql {
namespace {

struct Meaning {
    unsigned number;
    Errc code;
    bool ends_session;
    std::string_view advice;
};

constexpr std::string_view refused =
    "the server refuses the login, check username, password and the account's host";
constexpr std::string_view expired = "the account's password has expired, set a new one with ALTER USER";
constexpr std::string_view locked = "the account is locked, unlock it with ALTER USER … ACCOUNT UNLOCK";
constexpr std::string_view lacking =
    "the account lacks a privilege, run what 'colophon grants' prints for this source";
constexpr std::string_view full = "the server has no connection left for this account, try again later";
constexpr std::string_view slow =
    "the server ended a statement that took over 60 s, try again when it is idle";
constexpr std::string_view ended = "the server ended the session, try again later";
constexpr std::string_view away = "cannot reach the server, check host_port and that it runs";
constexpr std::string_view lost =
    "the connection to the server broke, or what listens at host_port is no MySQL or "
    "MariaDB, check host_port and try again";
constexpr std::string_view no_tls = "the server's TLS does not suit, check sslmode and the certificates";

/// The server's own numbers are below 2000 and from 3000 on, those of the client library between.
constexpr std::array meanings{
    Meaning{1040, Errc::unavailable, true, full},   // too many connections
    Meaning{1044, Errc::forbidden, false, lacking}, // on a database
    Meaning{1045, Errc::forbidden, true, refused},
    Meaning{1049, Errc::invalid_argument, false, "no such database, check 'database'"},
    Meaning{1053, Errc::unavailable, true, ended}, // shutdown
    Meaning{1129, Errc::forbidden, true,
            "the server blocks this host after failed logins, run FLUSH HOSTS there"},
    Meaning{1130, Errc::forbidden, true,
            "the server lets no account in from this host, check the account's host"},
    Meaning{1142, Errc::forbidden, false, lacking}, // on a table
    Meaning{1143, Errc::forbidden, false, lacking}, // on a column
    Meaning{1203, Errc::unavailable, true, full},
    Meaning{1205, Errc::unavailable, false, "an object is locked by another session"},
    Meaning{1226, Errc::unavailable, true, full}, // MAX_USER_CONNECTIONS and its like
    Meaning{1227, Errc::forbidden, false, lacking},
    Meaning{1317, Errc::unavailable, true, ended},  // KILL QUERY: somebody wants us to stop
    Meaning{1370, Errc::forbidden, false, lacking}, // on a routine
    Meaning{1698, Errc::forbidden, true, refused},
    Meaning{1820, Errc::forbidden, true, expired},
    Meaning{1862, Errc::forbidden, true, expired},
    Meaning{1927, Errc::unavailable, true, ended}, // KILL CONNECTION, MariaDB
    Meaning{1969, Errc::unavailable, false, slow}, // MariaDB
    Meaning{2002, Errc::unavailable, true, away},
    Meaning{2003, Errc::unavailable, true, away},
    Meaning{2005, Errc::unavailable, true, "no such host, check host_port"},
    Meaning{2026, Errc::unavailable, true, no_tls},
    Meaning{3024, Errc::unavailable, false, slow}, // MySQL
    Meaning{3118, Errc::forbidden, true, locked},  // MySQL
    Meaning{3159, Errc::forbidden, true, "the server wants TLS, set sslmode to require"},
    Meaning{4031, Errc::unavailable, true, ended}, // MySQL: idle for too long
    Meaning{4151, Errc::forbidden, true, locked},  // MariaDB
};

constexpr Meaning of_client{0, Errc::unavailable, true, lost};
constexpr Meaning of_server{0, Errc::internal, false, "the server refuses a statement"};

const Meaning& meaning_of(unsigned number)
{
    const auto* found = std::find_if(meanings.begin(), meanings.end(),
                                     [&](const Meaning& meaning) { return meaning.number == number; });
    if (found != meanings.end())
        return *found;
    return number >= 2000 && number < 3000 ? of_client : of_server;
}

/// The server's text as one line.
std::string one_line(std::string_view text)
{
    std::string line = well_formed_utf8(text);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return line;
}

} // namespace

bool ends_session(unsigned number)
{
    return meaning_of(number).ends_session;
}

DatabaseError error_of(unsigned number, std::string_view message)
{
    const Meaning& meaning = meaning_of(number);
    return {meaning.code,
            std::string(meaning.advice) + ": " + one_line(message) + " (" + std::to_string(number) + ')',
            number};
}

} // namespace colophon::mysql
