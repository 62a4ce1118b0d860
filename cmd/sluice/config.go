package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"sluice/model/ingress"
)

// config is what a person sets once, in config.toml.
type config struct {
	settings ingress.Settings
	myIPURL  string // who is asked for the user's own address
}

// defaultMyIPURL answers with the caller's address in plain text.
const defaultMyIPURL = "https://checkip.amazonaws.com"

// configFile is the file as it is written.
type configFile struct {
	MyIPURL  string `toml:"my_ip_url"`
	Exposure struct {
		Acceptable *[]string `toml:"acceptable"`
		WidePrefix *int      `toml:"wide_prefix"`
		Ignore     []struct {
			Check  string `toml:"check"`
			Reason string `toml:"reason"`
		} `toml:"ignore"`
	} `toml:"exposure"`
}

// config reads config.toml from sluice under the XDG configuration directory.
// Without the file, everything has its default.
func (p program) config() (config, error) {
	c := config{settings: ingress.DefaultSettings(), myIPURL: defaultMyIPURL}
	path := p.configPath()
	if path == "" {
		return c, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	if err := c.read(text); err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

func (p program) configPath() string {
	if dir := p.env("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "sluice", "config.toml")
	}
	if home := p.env("HOME"); home != "" {
		return filepath.Join(home, ".config", "sluice", "config.toml")
	}
	return ""
}

func (c *config) read(text []byte) error {
	var file configFile
	decoder := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return tomlError(err)
	}
	if file.MyIPURL != "" {
		if u, err := url.Parse(file.MyIPURL); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
			return fmt.Errorf("my_ip_url: %q is no http or https URL", file.MyIPURL)
		}
		c.myIPURL = file.MyIPURL
	}
	exposure := file.Exposure
	if exposure.WidePrefix != nil {
		c.settings.WidePrefix = *exposure.WidePrefix
	}
	if exposure.Acceptable != nil {
		c.settings.Acceptable = nil
		for _, text := range *exposure.Acceptable {
			specs, err := ingress.ParseSpecs(text)
			if err != nil {
				return fmt.Errorf("exposure.acceptable: %w", err)
			}
			c.settings.Acceptable = append(c.settings.Acceptable, specs...)
		}
	}
	for _, ignore := range exposure.Ignore {
		if c.settings.Ignored == nil {
			c.settings.Ignored = map[string]string{}
		}
		c.settings.Ignored[ignore.Check] = ignore.Reason
	}
	if err := c.settings.Validate(); err != nil {
		return fmt.Errorf("exposure: %w", err)
	}
	return nil
}

// tomlError names the line and column.
func tomlError(err error) error {
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, column := e.Position()
		return fmt.Errorf("line %d, column %d: %s", row, column, e.Error())
	}
	if e, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(e.Errors) > 0 {
		row, column := e.Errors[0].Position()
		return fmt.Errorf("line %d, column %d: there is no setting %s", row, column, strings.Join(e.Errors[0].Key(), "."))
	}
	return err
}
