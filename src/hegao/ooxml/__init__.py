"""Word's .docx format: a package read within limits, its text in reading order, edits put back part by part."""
