// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <tl/expected.hpp>

namespace colophon {

/// What kind of trouble an Error is: callers act on this, people read the message.
enum class Errc {
    invalid_argument, ///< what the caller sent can never succeed
    not_found,
    conflict,        ///< the state of the catalog forbids it (exists already, lease held, plan out of date)
    unauthenticated, ///< no credentials, or none that we know
    forbidden,       ///< known, but not allowed
    too_large,       ///< over a documented limit
    unavailable,     ///< a peer cannot be reached or is not ready: trying again may help
    storage_full,    ///< no space left: reads go on, writes are refused until there is
    internal         ///< a bug or a failing disk
};

/// The one error type: returned in a Result where the caller decides, thrown where it ends a request or a
/// run.
class Error : public std::runtime_error {
public:
    /// `path` names the offending member of a document, as in `fields[3].type`; empty where none is meant.
    Error(Errc code, const std::string& message, std::string path = {})
        : std::runtime_error(message), code_(code), path_(std::move(path))
    {
    }

    Errc code() const noexcept { return code_; }
    const std::string& path() const noexcept { return path_; }

private:
    Errc code_;
    std::string path_;
};

template <class T = void> using Result = tl::expected<T, Error>;

/// Makes the failing half of any Result.
inline tl::unexpected<Error> failure(Errc code, const std::string& message, std::string path = {})
{
    return tl::unexpected<Error>(Error(code, message, std::move(path)));
}

/// Changes channel: the value, or its Error thrown.
template <class T> T value_or_throw(Result<T> result)
{
    if (!result)
        throw std::move(result).error();
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace colophon
