// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/settings.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace colophon::backup {

struct S3Credentials {
    std::string access_key;
    Secret secret_key;
    Secret session_token; ///< empty: none
};

/// A request as it is signed.
struct S3Request {
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    std::string_view method;
    std::string path = "/"; ///< not encoded
    Pairs query = {};       ///< not encoded
    Pairs headers = {}; ///< all of them are signed; `host`, `x-amz-date` and `x-amz-content-sha256` are there
    std::string payload; ///< its SHA-256, in digits
};

/// Path and query as they stand in the request's first line.
std::string s3_target(const S3Request& request);

/// The `Authorization` header by AWS's signature version 4 for the service `s3`; `date` is that of
/// `x-amz-date`, as in `20130524T000000Z`.
std::string s3_authorization(const S3Request& request, const S3Credentials& credentials,
                             std::string_view region, std::string_view date);

} // namespace colophon::backup
