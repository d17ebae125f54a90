"""Makes the benchmark's checkpoint: a random Qwen2-VL of 4.4 M parameters (hidden 256, 4 layers, vision 64 x 2), bfloat16.
usage: model.py FOLDER_WITH_TOKENIZER OUT"""
import json, os, shutil, sys

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration

source, out = sys.argv[1:3]
config = json.load(open(os.path.join(source, "config.json")))
config.update(hidden_size=256, intermediate_size=1024, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=4096)
config["rope_scaling"] = {"type": "mrope", "mrope_section": [8, 12, 12]}
config["vision_config"].update(depth=2, embed_dim=64, num_heads=2, hidden_size=256, mlp_ratio=4)
torch.manual_seed(0)
model = Qwen2VLForConditionalGeneration(Qwen2VLConfig(**config)).to(torch.bfloat16)
model.save_pretrained(out)
for name in os.listdir(source):
    if name != "config.json" and not name.endswith(".safetensors"):
        shutil.copy(os.path.join(source, name), out)
json.dump(config, open(os.path.join(out, "config.json"), "w"), indent=1)
print(json.dumps({"parameters": sum(p.numel() for p in model.parameters())}))
