/* Where a project begins: what its files are named relative to. The plugin and
 * everything that must agree with it ask here. */
#ifndef CCH_BASE_PROJECT_ROOT_H
#define CCH_BASE_PROJECT_ROOT_H

/* The root of the project that `folder` (absolute, no slash at its end)
 * belongs to: the outermost folder from there upwards that has a .git; without
 * one, the outermost with a pyproject.toml, setup.py, setup.cfg or
 * CMakeLists.txt, since a project holds others (third_party/x/CMakeLists.txt).
 * A stray file makes no project: the last four do not count in a home folder
 * ($HOME, /root, below /home or /Users), in one where everybody may write
 * (/tmp), and in "/".
 *
 * To free(); "" when there is none, NULL when out of memory. */
char *cch_project_root(const char *folder);

#endif
