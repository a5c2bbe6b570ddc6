// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup/s3_signature.hpp"
#include "http/backoff.hpp"
#include "http/client.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::backup {

struct S3Options {
    std::string endpoint; ///< URL; empty: Amazon's of the region
    std::string region = "us-east-1";
    std::string bucket;
    S3Credentials credentials;
    std::filesystem::path ca_file = {};
    unsigned most_retries = 5;
    std::chrono::milliseconds request_time{120'000};
    std::function<void(std::chrono::milliseconds)> wait = {}; ///< empty: really waits. For tests
};

/// One bucket of a storage that speaks S3. Repeats what failed for a reason that may pass; what is asked may
/// thus arrive twice. For one thread.
///
/// Throws Error, without repeating a secret: forbidden (credentials, rights or clock), invalid_argument (no
/// such bucket, another region), unavailable (no answer, or still busy after the last attempt).
class S3Client {
public:
    explicit S3Client(S3Options options);

    struct Ask {
        http::Method method = http::Method::get;
        std::string key = {}; ///< empty: of the bucket itself
        S3Request::Pairs query = {};
        std::string body = {};
        S3Request::Pairs headers = {};
    };
    /// An answer below 300, or 404 of a key, 412 and 416, which are for the caller to judge.
    http::Response send(const Ask& ask);

    const S3Options& options() const { return options_; }
    /// Without any further attempt from here on: for what is done on the way out.
    void hurry() { options_.most_retries = 0; }

private:
    http::Response send_once(const Ask& ask);

    S3Options options_;
    http::Url url_;
    bool bucket_in_path_;
    http::Client client_;
    http::Backoff backoff_;
};

/// The text of the first element of that name, or of all; entities are resolved.
std::string xml_text(std::string_view xml, std::string_view element);
std::vector<std::string> xml_texts(std::string_view xml, std::string_view element);

/// The value of an answer's header; empty where it has none.
std::string header_of(const http::Response& answer, std::string_view name);

} // namespace colophon::backup
