// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace colophon::app {

/// `DIR/address`: tells whoever watches the directory where a ready server listens, for as long as the object
/// lives. Renamed into place, so that nobody reads half of it.
class DataAddress {
public:
    DataAddress(const std::filesystem::path& directory, const std::string& address);
    ~DataAddress();
    DataAddress(const DataAddress&) = delete;
    DataAddress& operator=(const DataAddress&) = delete;

private:
    std::filesystem::path file_;
};

} // namespace colophon::app
