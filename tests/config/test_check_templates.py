"""The check that compiles every template."""

from config.check_templates import faults_in


def test_a_misspelt_tag_is_named_with_its_file(tmp_path, settings):
    (tmp_path / "good.html").write_text("{% if a %}{% endif %}")
    (tmp_path / "bad.html").write_text("{% iff a %}{% endif %}")
    engine = settings.TEMPLATES[0] | {"DIRS": [tmp_path]}
    settings.TEMPLATES = [engine]
    (fault,) = faults_in(tmp_path)
    assert "bad.html" in fault
    assert "iff" in fault
